"""What people do before and after a result: rating sheets and panel reports, comparison, verification, explanation."""

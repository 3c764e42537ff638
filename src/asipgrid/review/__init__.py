"""What people ask of a result: marks, reports of a panel, comparisons, explanations."""

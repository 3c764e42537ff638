"""The nouns everybody shares: places, documents, calls, results. Frozen values; nothing here reads, decides or prints."""

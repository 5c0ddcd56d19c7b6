"""Intake: files of others - Evaluate workbooks, issue exports, any table - read into answers, row by row."""

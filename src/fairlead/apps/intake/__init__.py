"""Intake: files of others - Evaluate workbooks, issue exports, any table - read into answers, row by row.

Invariants: a dry run writes nothing; an answer that stands is never replaced by a file; a file is applied
whole or not at all, unless its sound rows alone are asked for. Content is kept only as long as it is needed.
"""

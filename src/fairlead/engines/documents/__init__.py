"""Documents from one record: a clause tree, and its faces as PDF, Word, HTML and a living workbook.

Each writer is a module of its own, so that a process loads only the one that it needs.
"""

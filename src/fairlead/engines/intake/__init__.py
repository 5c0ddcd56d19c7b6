"""Reading files of others: guarded, streamed row by row, every fault a finding at its cell.

`sources` opens a workbook or CSV; `evaluate`, `issues` and `columns` say what its rows mean.
"""

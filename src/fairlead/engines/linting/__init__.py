"""What a reader of a statement of work would trip over: vague words, gaps, conflicts, figures that differ;
and whether a project manager could run the work from it."""

"""The command line: arguments, exit codes, colour. Nothing else."""

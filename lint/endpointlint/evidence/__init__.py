"""Claims tried out on engines that are not ours."""

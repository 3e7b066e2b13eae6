"""The dialect of `java.util.regex.Pattern`: from text to a tree, and from the tree to languages."""

"""How `java.util.regex` searches: its nodes, the runs that they allow, and how many of them a text can force."""

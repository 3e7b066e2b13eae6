"""What the Unicode tables of JDK 11, 17, 21 and 25 say, dumped from those JVMs."""

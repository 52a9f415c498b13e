# script-version: 2.0
colour = colours_of_the_rainbow

# script-version: 2.0
from paraview.simple import *
colour = (1.0, 0.5

# script-version: 2.0
from paraview.simple import CreateExtractor, TrivialProducer

begun = CreateExtractor("VTR", TrivialProducer(registrationName="input"), registrationName="begun")
colour = colours_of_the_rainbow

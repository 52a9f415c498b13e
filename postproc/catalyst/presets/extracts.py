# script-version: 2.0
"""Extracts of data alone, which need no display: the fields of the whole package as .pvtr files."""

from paraview.simple import CreateExtractor, TrivialProducer
from paraview import catalyst

producer = TrivialProducer(registrationName="input")

fields = CreateExtractor("VTR", producer, registrationName="fields")
fields.Trigger = "TimeStep"
fields.Writer.FileName = "fields_{timestep:06d}.pvtr"

options = catalyst.Options()
options.GlobalTrigger = "TimeStep"

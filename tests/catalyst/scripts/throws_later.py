# script-version: 2.0
from paraview.simple import TrivialProducer

producer = TrivialProducer(registrationName="input")


def catalyst_execute(info):
    raise RuntimeError("step %d is not to my taste" % info.timestep)

from paraview import coprocessing

coprocessor = coprocessing.CoProcessor()


def RequestDataDescription(description):
    coprocessor.LoadRequestedData(description)


def DoCoProcessing(description):
    coprocessor.UpdateProducers(description)

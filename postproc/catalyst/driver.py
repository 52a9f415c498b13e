# script-version: 2.0
"""Runs a Catalyst script for Strata's plugin: tells it where to write, catches what goes wrong in it, and takes its
pictures away where there is no display. The plugin gives it to ParaView in place of the script."""

import json
import os
import sys

from paraview.catalyst import Options
from paraview.modules.vtkPVPythonCatalyst import vtkCPPythonScriptV2Helper
from vtkmodules.vtkCommonCore import vtkIntArray, vtkOutputWindow, vtkStringArray


def _facts():
    return vtkCPPythonScriptV2Helper.GetActiveInstance().GetDataDescription().GetUserData()


def _text(name):
    return _facts().GetAbstractArray(name).GetValue(0)


def _report(text):
    vtkOutputWindow.GetInstance().DisplayErrorText("strata: " + text)


def _report_exception(what):
    _report("%s\n%s" % (what, strata_in_situ.exception_text(_text("script"))))


def _numbers(name):
    array = _facts().GetAbstractArray(name)
    return tuple(array.GetValue(index) for index in range(array.GetNumberOfTuples()))


def _update_case():
    facts = _facts()
    strata_in_situ.ranges.clear()
    for index in range(facts.GetNumberOfArrays()):
        name = facts.GetAbstractArray(index).GetName()
        if name.startswith("range:"):
            strata_in_situ.ranges[name[len("range:"):]] = _numbers(name)
    strata_in_situ.hottest_place = _numbers("hottest_place")


# The plugin names this file by its full path.
sys.path.insert(0, os.path.dirname(os.path.abspath(vtkCPPythonScriptV2Helper.GetActiveInstance().GetScriptFileName())))
import strata_in_situ  # noqa: E402

strata_in_situ.case = json.loads(_text("case"))
strata_in_situ.folder = _text("folder")
strata_in_situ.lines = tuple(_numbers("lines:%d" % axis) for axis in range(3))
_update_case()
if _text("can_render") == "no":
    strata_in_situ.leave_pictures_out()

_script = None
try:
    _script = strata_in_situ.load_script(_text("script"))
    if hasattr(_script, "DoCoProcessing"):
        _report("the script is one of version 1, which is not run; ParaView 5.9 and later export version 2")
        strata_in_situ.disable_extractors()
except BaseException:  # a script that calls exit() is not to end the run
    _report_exception("the script failed while it was read:")
    strata_in_situ.disable_extractors()

options = getattr(_script, "options", None) or Options()
options.ExtractsOutputDirectory = strata_in_situ.folder
if _text("live"):
    options.EnableCatalystLive = 1
    options.CatalystLiveURL = _text("live")
    options.CatalystLiveTrigger = "TimeStep"


def _call(name, *arguments):
    function = getattr(_script, name, None)
    if function is None:
        return
    try:
        function(*arguments)
    except BaseException:
        _report_exception("the script failed in %s:" % name)


def catalyst_initialize():
    _call("catalyst_initialize")


def catalyst_execute(info):
    _update_case()
    _call("catalyst_execute", info)


def catalyst_finalize():
    _call("catalyst_finalize")


# What the script needs from the second look on; who watches live may ask for any field.
_fields = vtkStringArray()
_fields.SetName("fields")
for _name in () if _text("live") else strata_in_situ.fields:
    _fields.InsertNextValue(str(_name))
_facts().AddArray(_fields)

# What tells the plugin that this file was read to its end.
_read = vtkIntArray()
_read.SetName("is_read")
_facts().AddArray(_read)

"""A client without a window for a run that is watched live: pvpython live_client.py PORT UPDATES."""

import sys
import time

from paraview import live, servermanager, simple

port, n_updates = int(sys.argv[1]), int(sys.argv[2])
link = live.ConnectToCatalyst("localhost", port)
deadline = time.monotonic() + 240
extract, seen = None, 0
while time.monotonic() < deadline and seen < n_updates:
    live.ProcessServerNotifications()
    if extract is None:
        extract = live.ExtractCatalystData(link, "input")
    else:
        simple.UpdatePipeline(proxy=extract)
        array = extract.GetDataInformation().GetCellDataInformation().GetArrayInformation("temperature")
        if array is not None:
            low, high = array.GetComponentRange(0)
            print("temperature from %.6g to %.6g K" % (low, high), flush=True)
            seen += 1
    time.sleep(0.1)

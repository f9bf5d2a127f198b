# RTSP cameras by GStreamer's own server: python3 rtsp-cameras.py <port> <folder> <first> <count> <kbit/s>
# Each writes what it shows into a file of the folder: cam-0.1.h264, with another number whenever somebody begins to watch.
import sys
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

port, folder, first, count, rate = sys.argv[1:]
size = "width=640,height=360,framerate=25/1" if int(rate) > 500 else "width=160,height=120,framerate=10/1"
Gst.init(None)
server = GstRtspServer.RTSPServer(address="127.0.0.1", service=port)
shown = {}
began = int(time.time())


def name_file(_, media, camera):
    shown[camera] = shown.get(camera, 0) + 1
    sink = media.get_element().get_by_name("shown")
    sink.set_property("location", f"{folder}/{camera}.{began}-{shown[camera]:04}.h264")


for number in range(int(first), int(first) + int(count)):
    camera = f"cam-{number}"
    factory = GstRtspServer.RTSPMediaFactory(shared=True)
    # The picture has snow in it: no two are alike.
    factory.set_launch(
        f"( videotestsrc is-live=true ! video/x-raw,{size}"
        f" ! x264enc tune=zerolatency speed-preset=ultrafast threads=1 bitrate={rate} key-int-max=20"
        " ! h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au ! tee name=both"
        " both. ! queue ! filesink name=shown location=/dev/null async=false sync=false buffer-mode=unbuffered"
        " both. ! queue ! rtph264pay name=pay0 pt=96 config-interval=1 )"
    )
    factory.connect("media-configure", name_file, camera)
    server.get_mount_points().add_factory(f"/{camera}", factory)
server.attach(None)
print("ready", flush=True)
GLib.MainLoop().run()

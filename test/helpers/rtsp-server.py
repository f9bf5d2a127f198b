# An RTSP camera on a free port of this machine, by GStreamer's own server: prints its URL.
import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402
import sys  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer(address="127.0.0.1", service=sys.argv[1] if len(sys.argv) > 1 else "0")
camera = GstRtspServer.RTSPMediaFactory(shared=True)
camera.set_launch(
    "( videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=25/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25"
    " ! rtph264pay name=pay0 pt=96 config-interval=1"
    " audiotestsrc is-live=true ! avenc_aac ! rtpmp4gpay name=pay1 pt=97 )"
)
server.get_mount_points().add_factory("/cam", camera)
server.attach(None)
print(f"rtsp://127.0.0.1:{server.get_bound_port()}/cam", flush=True)
GLib.MainLoop().run()

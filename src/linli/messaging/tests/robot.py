"""A group robot on this machine: a real HTTP server that keeps what it was sent."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Robot:
    """`mood`: "well", "down" (500), "refusing" (200 with an error code), "odd" (not JSON) or
    "redirecting" (to another of our own addresses)."""

    def __init__(self):
        self.mood = "well"
        self.received = []
        robot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = 200, b'{"errcode": 0, "errmsg": "ok"}'
                if robot.mood == "down":
                    status = 500
                elif robot.mood == "refusing":
                    answer = b'{"errcode": 93000, "errmsg": "invalid webhook"}'
                elif robot.mood == "odd":
                    answer = b"<html>"
                elif robot.mood == "redirecting":
                    status = 302
                else:
                    robot.received.append((self.path, body))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{robot.origin}/elsewhere")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def texts(self):
        return [body["text"]["content"] for _, body in self.received]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

"""A Ray cluster of two nodes on the loopback: run as a program, it lives until its stdin ends, ten minutes at most.

It writes its address and the process ids of the two nodes as a line of JSON, and removes the second
node when it reads a line. The first node has two processors, the second one.
"""

import json
import os
import signal
import sys
from pathlib import Path

LONGEST_S = 600
NODE = {"node_ip_address": "127.0.0.1", "memory": 8_000_000_000, "object_store_memory": 100_000_000}


def main():
    os.environ["RAY_TMPDIR"] = sys.argv[1]
    Path(sys.argv[1], "ray").mkdir()  # ray writes its address there and expects the folder
    from ray.cluster_utils import Cluster

    signal.alarm(LONGEST_S)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    head = {**NODE, "num_cpus": 2, "include_dashboard": False, "no_monitor": True, "temp_dir": sys.argv[1]}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        second = cluster.add_node(**NODE, num_cpus=1)
        nodes = [raylet(node) for node in (cluster.head_node, second)]
        print(json.dumps({"address": cluster.address, "nodes": nodes}), flush=True)
        for _ in sys.stdin:
            if second in cluster.worker_nodes:
                cluster.remove_node(second, allow_graceful=False)
    finally:
        cluster.shutdown()


def raylet(node):
    (process,) = node.all_processes["raylet"]
    return process.process.pid


if __name__ == "__main__":
    main()

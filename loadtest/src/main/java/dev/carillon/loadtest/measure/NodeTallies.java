package dev.carillon.loadtest.measure;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The nodes of a cluster in the order in which they are named; none where the server is no cluster. */
public final class NodeTallies {
    private final List<NodeTally> nodes = new ArrayList<>();

    static NodeTallies read(DataInput in) throws IOException {
        NodeTallies tallies = new NodeTallies();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            tallies.nodes.add(NodeTally.read(in));
        }
        return tallies;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(nodes.size());
        for (NodeTally node : nodes) {
            node.write(out);
        }
    }

    void add(NodeTallies other) {
        for (int i = 0; i < other.nodes.size(); i++) {
            at(i).add(other.nodes.get(i));
        }
    }

    /** Of node number {@code node}, from 0. */
    public NodeTally at(int node) {
        while (nodes.size() <= node) {
            nodes.add(new NodeTally());
        }
        return nodes.get(node);
    }

    public List<NodeTally> all() {
        return List.copyOf(nodes);
    }
}

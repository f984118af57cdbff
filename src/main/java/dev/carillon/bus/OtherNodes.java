package dev.carillon.bus;

import dev.carillon.publication.Publication;

/** The way to the other nodes of a cluster; the room that knows them brings it. */
public interface OtherNodes {
    /** Of a node that is alone. */
    OtherNodes NONE = new OtherNodes() {
        @Override
        public void tell(Publication publication) {}

        @Override
        public void tellAll(Publication publication) {}
    };

    /**
     * Sends a publication that this node took to each other node that may have a subscriber for it. Never waits. Any thread may
     * call this; the order holds for what one thread tells.
     */
    void tell(Publication publication);

    /** Sends it to each other node, also where nobody listens: it is remembered. */
    void tellAll(Publication publication);
}

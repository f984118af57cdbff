package dev.carillon.lane;

/** What a lane tells of itself, on each of its ticks and never once a byte. Called on the lane's loop. */
public interface LaneMeters {

    LaneMeters SILENT = new LaneMeters() {
        @Override
        public void transferred(long bytesIn, long bytesOut) {}

        @Override
        public void waiting(long bytes) {}
    };

    /** Bytes received and sent since the last call. */
    void transferred(long bytesIn, long bytesOut);

    /** Bytes that wait in outboxes now. */
    void waiting(long bytes);
}

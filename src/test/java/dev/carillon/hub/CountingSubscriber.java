package dev.carillon.hub;

/** Counts the frames that it receives. */
public final class CountingSubscriber implements Subscriber {
    private int frames;
    private int slot;

    public int frames() {
        return frames;
    }

    @Override
    public void deliver(Batch batch, int from) {
        frames += batch.count() - from;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public void slot(int now) {
        slot = now;
    }
}

package dev.carillon.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A subscriber that records what it receives, and checks the batch. */
final class Recorder implements Subscriber {
    /** Every frame as text, in the order of arrival. */
    final List<String> frames = new ArrayList<>();

    /** The number of frames in each delivery. */
    final List<Integer> deliveries = new ArrayList<>();

    /** Runs within deliver, after the frames are recorded. */
    Runnable onDeliver = () -> {};

    private int slot = -1;

    @Override
    public void deliver(Batch batch, int from) {
        assertThat(from).isBetween(0, batch.count() - 1);
        for (int index = from; index < batch.count(); index++) {
            assertThat(batch.publication(index).topic()).isNotNull();
            frames.add(new String(batch.frame(index), UTF_8));
        }
        deliveries.add(batch.count() - from);
        String written = String.join("", frames.subList(frames.size() - batch.count() + from, frames.size()));
        assertThat(inBuffer(batch, from)).isEqualTo(written);
        assertThat(atAddress(batch, from)).isEqualTo(written);
        onDeliver.run();
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public void slot(int slot) {
        this.slot = slot;
    }

    private static String inBuffer(Batch batch, int from) {
        byte[] bytes = new byte[batch.bytesFrom(from)];
        ByteBuffer memory = batch.memory();
        assertThat(memory.isDirect()).isTrue();
        memory.get(batch.offset(from), bytes);
        return new String(bytes, UTF_8);
    }

    @SuppressWarnings("restricted") // as the fast lane does: it sends from the address
    private static String atAddress(Batch batch, int from) {
        MemorySegment memory = MemorySegment.ofAddress(batch.address()).reinterpret(batch.offset(batch.count()));
        return new String(memory.asSlice(batch.offset(from)).toArray(ValueLayout.JAVA_BYTE), UTF_8);
    }
}

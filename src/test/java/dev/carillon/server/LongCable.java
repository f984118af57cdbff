package dev.carillon.server;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A cable with a delay for each packet, for a kernel without netem: two network devices, each in a separate network,
 * between which this program transports frames. One address is near: packets from or to it have no delay and are not
 * lost.
 */
final class LongCable {
    private static final int ETHERNET_TYPE = 12;
    private static final short IPV4 = 0x0800;
    private static final int IPV4_SOURCE = 26;
    private static final int IPV4_TARGET = 30;

    /**
     * What happens to packets.
     *
     * @param jitter the most by which the delays of packets differ
     * @param reorders whether packets may overtake each other because of that
     * @param lost the part of the packets that does not arrive
     */
    record Way(Duration delay, Duration jitter, boolean reorders, double lost) {
        static final Way SHORT = of(Duration.ZERO);

        static Way of(Duration delay) {
            return new Way(delay, Duration.ZERO, false, 0);
        }

        Way losing(double part) {
            return new Way(delay, jitter, reorders, part);
        }

        private long nanos() {
            return delay.toNanos()
                    + (jitter.isZero() ? 0 : ThreadLocalRandom.current().nextLong(jitter.toNanos()));
        }
    }

    private final int near;
    private final Direction there;
    private final Direction back;
    private final Phaser carrying = new Phaser(2) {
        @Override
        protected boolean onAdvance(int phase, int parties) {
            there.from.close();
            back.from.close();
            return true;
        }
    };

    private LongCable(Tap one, Tap other, int near) {
        this.near = near;
        this.there = new Direction(one, other);
        this.back = new Direction(other, one);
    }

    /** Transports frames until both devices are deleted. */
    static LongCable between(Tap one, Tap other, InetAddress near) {
        LongCable made =
                new LongCable(one, other, ByteBuffer.wrap(near.getAddress()).getInt());
        made.there.start();
        made.back.start();
        return made;
    }

    /** Sets the ways from the first to the other device, and back. */
    void set(Way there, Way back) {
        this.there.way = there;
        this.back.way = back;
    }

    private boolean isNear(byte[] frame) {
        ByteBuffer fields = ByteBuffer.wrap(frame);
        return fields.getShort(ETHERNET_TYPE) != IPV4
                || fields.getInt(IPV4_SOURCE) == near
                || fields.getInt(IPV4_TARGET) == near;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared by its bytes
    private record Frame(byte[] bytes, long due, long number) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Frame frame = (Frame) other;
            return due == frame.due ? Long.compare(number, frame.number) : Long.compare(due - frame.due, 0);
        }
    }

    private final class Direction {
        private final Tap from;
        private final Tap to;
        private final DelayQueue<Frame> underWay = new DelayQueue<>();
        private volatile Way way = Way.SHORT;
        private long numbers;
        private long lastDue = System.nanoTime();

        Direction(Tap from, Tap to) {
            this.from = from;
            this.to = to;
        }

        void start() {
            Thread writer = Thread.ofPlatform().daemon().name("cable-to").start(this::write);
            Thread.ofPlatform().daemon().name("cable-from").start(() -> {
                read();
                writer.interrupt();
            });
        }

        private void read() {
            for (Optional<byte[]> frame = from.read(); frame.isPresent(); frame = from.read()) {
                send(frame.get());
            }
        }

        private void send(byte[] frame) {
            Way now = way;
            if (isNear(frame)) {
                underWay.add(new Frame(frame, System.nanoTime(), numbers++));
            } else if (ThreadLocalRandom.current().nextDouble() >= now.lost()) {
                long due = System.nanoTime() + now.nanos();
                if (!now.reorders() && due - lastDue < 0) {
                    due = lastDue;
                }
                lastDue = due;
                underWay.add(new Frame(frame, due, numbers++));
            }
        }

        private void write() {
            try {
                while (true) {
                    to.write(underWay.take().bytes());
                }
            } catch (InterruptedException deleted) {
                carrying.arrive();
            }
        }
    }
}

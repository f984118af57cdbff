package dev.carillon.replica;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Reads a part of the last values on another member, from the {@link Source} in its user context. */
final class ReadLastValues implements Callable<byte[]>, IdentifiedDataSerializable, HazelcastInstanceAware {
    /** The key of the source in the user context. */
    static final String SOURCE = "carillon.last-values";

    static final int TYPE = 2;

    /** Answers on that member. */
    @FunctionalInterface
    interface Source {
        /** The answer in the form of {@link LastValuesCodec}. */
        byte[] read(String epoch, long after, long through);
    }

    private String epoch = "";
    private long after;
    private long through;
    private transient @Nullable HazelcastInstance hazelcast;

    ReadLastValues() {}

    ReadLastValues(String epoch, long after, long through) {
        this.epoch = epoch;
        this.after = after;
        this.through = through;
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        hazelcast = instance;
    }

    @Override
    public byte[] call() {
        return hazelcast != null && hazelcast.getUserContext().get(SOURCE) instanceof Source source
                ? source.read(epoch, after, through)
                : LastValuesCodec.none();
    }

    @Override
    public int getFactoryId() {
        return RingsConfig.FACTORY;
    }

    @Override
    public int getClassId() {
        return TYPE;
    }

    @Override
    public void writeData(ObjectDataOutput to) throws IOException {
        to.writeString(epoch);
        to.writeLong(after);
        to.writeLong(through);
    }

    @Override
    public void readData(ObjectDataInput from) throws IOException {
        epoch = String.valueOf(from.readString());
        after = from.readLong();
        through = from.readLong();
    }
}

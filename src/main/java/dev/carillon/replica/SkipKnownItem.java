package dev.carillon.replica;

import com.hazelcast.core.IFunction;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Has the owner of a ring compare the first item that it reads with what the reader has of it, and send it only where
 * it is another one. For one read, which looks at each item once and in order.
 */
@SuppressWarnings("serial") // Hazelcast writes it by the methods below
final class SkipKnownItem implements IFunction<byte[], Boolean>, IdentifiedDataSerializable {
    static final int TYPE = 3;

    private long hash;
    private transient boolean passed;

    /** To be filled by {@link #readData}. */
    SkipKnownItem() {}

    /** @param hash as {@link Chain} has it */
    SkipKnownItem(long hash) {
        this.hash = hash;
    }

    @Override
    public Boolean apply(byte @Nullable [] item) {
        boolean known = !passed && item != null && Chain.of(item) == hash;
        passed = true;
        return !known;
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
        to.writeLong(hash);
    }

    @Override
    public void readData(ObjectDataInput from) throws IOException {
        hash = from.readLong();
    }
}

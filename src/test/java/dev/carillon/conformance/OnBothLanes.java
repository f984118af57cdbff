package dev.carillon.conformance;

import dev.carillon.config.LaneChoice;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs every test of a section on each lane. */
@ParameterizedClass
@EnumSource(
        value = LaneChoice.class,
        names = {"FAST", "CHANNEL"})
abstract class OnBothLanes {
    static final int MAX_ECHO_BYTES = 16 << 20;
    static final int MAX_MESSAGE_BYTES = 64 << 10;

    @RegisterExtension
    static final Services SERVICES = new Services();

    @Parameter
    LaneChoice lane;

    /** A peer at {@code /echo}. */
    Peer connect() throws IOException {
        return connect("/echo", "");
    }

    Peer connect(String path, String moreHeaders) throws IOException {
        return new Peer(SERVICES.on(lane).port(), path, moreHeaders);
    }
}

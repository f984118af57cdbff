package dev.carillon.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Records the events of a reader, one line each, so that a test checks exactly what happened. */
class Recorder implements FrameHandler {

    private static final int SHOWN_MAX = 32;

    final List<String> events = new ArrayList<>();
    boolean listening = true;

    @Override
    public boolean acceptsFrames() {
        return listening;
    }

    @Override
    public void onText(ByteBuffer utf8) {
        events.add("text " + new String(copy(utf8), UTF_8));
    }

    @Override
    public void onBinary(ByteBuffer data) {
        events.add("binary " + shown(copy(data)));
    }

    @Override
    public void onPing(ByteBuffer data) {
        events.add("ping " + shown(copy(data)));
    }

    @Override
    public void onPong(ByteBuffer data) {
        events.add("pong " + shown(copy(data)));
    }

    @Override
    public void onClose(int code, String reason) {
        events.add("close " + code + " " + reason);
    }

    static String shown(byte[] data) {
        return data.length <= SHOWN_MAX
                ? HexFormat.of().formatHex(data)
                : data.length + " bytes #" + Integer.toHexString(Arrays.hashCode(data));
    }

    private static byte[] copy(ByteBuffer window) {
        byte[] copy = new byte[window.remaining()];
        window.get(copy);
        return copy;
    }
}

package dev.carillon.lane;

import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A failed system call while opening a connection, with its error number, for every transport. */
public final class SocketFailure extends IOException {
    // Linux, include/uapi/asm-generic/errno-base.h and errno.h.
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETUNREACH = 101;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;
    /** The transport did not report a number; no error has this one. */
    public static final int UNKNOWN = 0;

    private static final long serialVersionUID = 1;
    /** If connect(2) fails at once, Netty reports the number only in the text of a Java exception. */
    private static final Pattern NUMBER = Pattern.compile("failed with error\\(-(\\d+)\\)");

    private final Call call;
    private final int errno;

    /** The system call. */
    public enum Call {
        SOCKET,
        BIND,
        CONNECT
    }

    private SocketFailure(Call call, int errno, String message, Throwable cause) {
        super(message, cause);
        this.call = call;
        this.errno = errno;
    }

    /** The result of {@code call}. */
    public SocketFailure(Call call, int errno) {
        super(call + " failed with errno " + errno);
        this.call = call;
        this.errno = errno;
    }

    /** Converts {@code failure} of {@code call}. */
    static SocketFailure of(Call call, Throwable failure) {
        return new SocketFailure(call, numberOf(failure), String.valueOf(failure.getMessage()), failure);
    }

    /** Converts a failure to open a connection. The call follows from the type and text of the exception. */
    static SocketFailure ofOpening(Throwable failure) {
        boolean bind = failure instanceof NativeIoException || failure instanceof BindException;
        return of(bind ? Call.BIND : Call.CONNECT, failure);
    }

    public Call call() {
        return call;
    }

    /** Linux's error number, also if the transport reported a Java exception; {@link #UNKNOWN} if it is not known. */
    public int errno() {
        return errno;
    }

    private static int numberOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int number = numberOfOne(cause, String.valueOf(cause.getMessage()));
            if (number != UNKNOWN) {
                return number;
            }
        }
        return UNKNOWN;
    }

    private static int numberOfOne(Throwable cause, String text) {
        if (cause instanceof NativeIoException io) {
            return -io.expectedErr();
        }
        Matcher matcher = NUMBER.matcher(text);
        if (cause instanceof ConnectException && matcher.find()) {
            return Integer.parseInt(matcher.group(1));
        }
        return switch (cause) {
            case NoRouteToHostException noRoute -> EHOSTUNREACH;
            case BindException notBound -> text.contains("in use") ? EADDRINUSE : EADDRNOTAVAIL;
            case ConnectException notConnected -> text.contains("timed out") ? ETIMEDOUT : ECONNREFUSED;
            default -> text.contains("Too many open files") ? EMFILE : UNKNOWN;
        };
    }
}

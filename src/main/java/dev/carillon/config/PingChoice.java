package dev.carillon.config;

/** Whether the service pings by itself. */
public enum PingChoice {
    /** Whoever has been silent for half the idle timeout is asked for a sign of life. */
    AUTO,
    /** Clients must speak by themselves. */
    OFF
}

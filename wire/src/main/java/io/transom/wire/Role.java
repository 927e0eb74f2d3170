package io.transom.wire;

/** What an endpoint is: an intercom's agent, or a caller's app. */
public enum Role {
    DEVICE,
    CALLER
}

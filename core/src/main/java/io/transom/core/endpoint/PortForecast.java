package io.transom.core.endpoint;

import io.transom.wire.UdpAddress;

/**
 * Where a NAT that gives out ports in sequence will put its next new mappings: a few steps on from {@code last}.
 *
 * @param last where it put a socket of ours last
 * @param step from one mapping to the next; negative where ports count down
 */
public record PortForecast(UdpAddress last, int step) {}

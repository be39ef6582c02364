package io.usher.proxy.config;

/** What a proxy section carries: {@code mode tcp} or {@code mode http} (HAProxy configuration manual, 4.2 "mode"). */
public enum Mode { TCP, HTTP }

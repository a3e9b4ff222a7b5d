"""Drives the daemon as automation drives an IOS device, and prints what Netmiko made of it as JSON.

Arguments: device type, port, user, password, enable secret.
"""

import json
import sys

from netmiko import ConnectHandler

device_type, port, user, password, secret = sys.argv[1:]
seen = {}
device = ConnectHandler(
    device_type=device_type,
    host="127.0.0.1",
    port=int(port),
    username=user,
    password=password,
    secret=secret,
)
seen["prompt"] = device.find_prompt()
seen["refused"] = device.send_command("show running-config")
device.enable()
seen["enabled"] = [device.find_prompt(), device.check_enable_mode()]
seen["version"] = device.send_command("show version")
seen["running"] = device.send_command("show running-config")
seen["users"] = device.send_command("show users")
seen["config"] = device.send_config_set(
    [
        "hostname gate",
        "radius server later",
        " address ipv4 192.0.2.1 auth-port 1812 acct-port 1813",
        "line vty 0 4",
        " exec-timeout 30 0",
        "do show clock",
    ]
)
seen["after"] = [device.find_prompt(), device.check_config_mode()]
device.set_base_prompt()
seen["saved"] = device.save_config()
seen["startup"] = device.send_command("show startup-config")
seen["section"] = device.send_command("show running-config | section radius server later")
seen["invalid"] = device.send_command("show zzz")
seen["ambiguous"] = device.send_command("te")
seen["incomplete"] = device.send_command("clear line")
seen["unknown"] = device.send_command("nonsense")
seen["invalid_config"] = device.send_config_set(["radius zzz"])
seen["removed"] = device.send_config_set(["no radius server later", "default hostname"])
device.set_base_prompt()
seen["gone"] = device.send_command("show running-config | include later|hostname")
device.exit_enable_mode()
seen["disabled"] = device.find_prompt()
# Netmiko looks for a # before it leaves, for a long time if there is none.
device.enable()
device.disconnect()
json.dump(seen, sys.stdout)

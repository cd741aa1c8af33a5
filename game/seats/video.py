"""SDL's video drivers: which of them show a screen to somebody, and why none does.

Owns the start of SDL's video, and the way to its window. Refuses what SDL falls back to where no screen is reached:
drivers that draw for nobody, with which a kiosk would seem to be well before a black screen.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pygame

from game.base.errors import NoDisplayError

# what SDL's Wayland driver opens when it needs it, and crashes without: Debian's libwayland-egl1 and so on
WAYLAND_LIBRARIES = "libwayland-egl.so.1", "libwayland-cursor.so.0", "libxkbcommon.so.0"
UNSEEN = "dummy", "offscreen", "evdev"  # SDL's drivers without a screen
_DRIVER = "SDL_VIDEODRIVER"


def start_video(*, headless: bool) -> str:
    """Start SDL's video; gives its driver's name. Raises NoDisplayError where somebody should see it and nobody would.

    On Linux only what DISPLAY or WAYLAND_DISPLAY names is tried, or what SDL_VIDEODRIVER does.
    """
    if headless:
        os.environ[_DRIVER] = os.environ["SDL_AUDIODRIVER"] = "dummy"
        pygame.display.init()
        return pygame.display.get_driver()
    wished = os.environ.get(_DRIVER, "")
    if wished.lower() in UNSEEN:
        raise NoDisplayError(f"SDL_VIDEODRIVER is '{wished}', which shows nothing")
    if not sys.platform.startswith("linux"):
        return _seen()
    named = [driver for driver, name in (("x11", "DISPLAY"), ("wayland", "WAYLAND_DISPLAY")) if os.environ.get(name)]
    drivers = wished.split(",") if wished else named
    if not drivers:
        raise NoDisplayError("neither DISPLAY nor WAYLAND_DISPLAY is set")
    reasons = []
    for driver in drivers:
        try:
            return _by(driver, wished)
        except NoDisplayError as error:
            reasons.append(str(error))
    raise NoDisplayError("; ".join(reasons))


def window() -> pygame.Window:
    """The game's window; there is one once a mode is set."""
    with warnings.catch_warnings():
        # pygame warns that this way to the window will go; its successor is not there yet
        warnings.simplefilter("ignore", DeprecationWarning)
        return pygame.Window.from_display_module()


def window_manager() -> bool:
    """Whether the X server that DISPLAY names has a window manager, which a window's own full screen is up to."""
    from ctypes import CDLL, byref, c_char_p, c_int, c_long, c_ulong, c_void_p

    try:
        x11 = CDLL("libX11.so.6")
    except OSError:
        return True
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [c_char_p], c_void_p
    x11.XDefaultRootWindow.argtypes, x11.XDefaultRootWindow.restype = [c_void_p], c_ulong
    x11.XInternAtom.argtypes, x11.XInternAtom.restype = [c_void_p, c_char_p, c_int], c_ulong
    number, pointer = c_ulong, c_void_p
    x11.XGetWindowProperty.argtypes = [
        pointer, number, number, c_long, c_long, c_int, number, pointer, pointer, pointer, pointer, pointer
    ]  # fmt: skip
    x11.XFree.argtypes = x11.XCloseDisplay.argtypes = [c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return True
    try:
        root, atom = x11.XDefaultRootWindow(display), x11.XInternAtom(display, b"_NET_SUPPORTING_WM_CHECK", 0)
        kind, bits, found, more, value = c_ulong(), c_int(), c_ulong(), c_ulong(), c_void_p()
        told = [byref(item) for item in (kind, bits, found, more, value)]
        x11.XGetWindowProperty(display, root, atom, 0, 1, 0, 0, *told)
        if value.value:
            x11.XFree(value)
        return found.value > 0
    finally:
        x11.XCloseDisplay(display)


def _by(driver: str, wished: str) -> str:
    """Start one driver; where it cannot be used, what its libraries say of that does not reach the terminal."""
    if driver == "wayland" and (missing := missing_libraries()):
        raise NoDisplayError(f"SDL's Wayland driver needs {', '.join(missing)}")
    os.environ[_DRIVER] = driver
    said = os.memfd_create("said")
    try:
        with _heard_by(said):
            started = _seen()
    except NoDisplayError as error:
        raise NoDisplayError(_why(driver, str(error), refused=os.fstat(said).st_size > 0)) from error
    else:
        with suppress(OSError):
            os.write(2, os.pread(said, os.fstat(said).st_size, 0))
        return started
    finally:
        os.close(said)
        if wished:
            os.environ[_DRIVER] = wished
        else:
            del os.environ[_DRIVER]


def missing_libraries() -> list[str]:
    """What SDL's Wayland driver needs of this machine, and does not find."""
    from ctypes import CDLL

    missing = []
    for name in WAYLAND_LIBRARIES:
        try:
            CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def _seen() -> str:
    try:
        pygame.display.init()
    except pygame.error as error:
        raise NoDisplayError(str(error)) from error
    driver = pygame.display.get_driver()
    if driver in UNSEEN:
        pygame.display.quit()
        raise NoDisplayError(f"SDL finds only its driver '{driver}', which shows nothing")
    return driver


def _why(driver: str, error: str, *, refused: bool) -> str:
    """Why a driver cannot be used, for whoever set the machine up."""
    screen, folder = os.environ.get("DISPLAY"), os.environ.get("XDG_RUNTIME_DIR")
    if driver == "x11" and not screen:
        return "DISPLAY is not set"
    if driver == "x11" and refused:
        cookie = os.environ.get("XAUTHORITY")
        which = f"XAUTHORITY is '{cookie}'" if cookie else "XAUTHORITY is not set"
        return f"the X server '{screen}' (DISPLAY) lets this user in only with its cookie; {which}"
    if driver == "x11":
        return f"no X server answers at '{screen}' (DISPLAY)"
    if driver == "wayland" and not folder:
        return "Wayland's socket is not found without XDG_RUNTIME_DIR, which is not set"
    if driver == "wayland":
        socket = Path(folder or "", os.environ.get("WAYLAND_DISPLAY") or "wayland-0")
        return f"no Wayland compositor answers at '{socket}' (WAYLAND_DISPLAY)"
    return error


@contextmanager
def _heard_by(file: int) -> Iterator[None]:
    """Have a file (by its descriptor) take what is written to the error stream."""
    try:
        kept = os.dup(2)
    except OSError:  # there is none
        yield
        return
    os.dup2(file, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)

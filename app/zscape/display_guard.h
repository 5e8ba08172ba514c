#pragma once

namespace zscape {

/// From before QApplication is made until it stands. Where there is no display, none that can be reached, or a library
/// of Qt's part for it is missing, Qt ends the program by abort(); while this object lives that becomes one sentence on
/// standard error, which names zscape-cli, and the exit status 1. Qt itself decides whether it finds a display: no
/// other rule is as right.
class DisplayGuard {
public:
    DisplayGuard();
    ~DisplayGuard();
    DisplayGuard(const DisplayGuard&) = delete;
    DisplayGuard& operator=(const DisplayGuard&) = delete;
};

}  // namespace zscape

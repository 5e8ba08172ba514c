#pragma once

#include "engine/core/interrupt_pipe.h"

#include <functional>
#include <stop_token>

namespace zscape {

/// What a shell expects of a program that a signal has ended: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
int exitStatusOf(int signal);

/// Runs `work` with a token that SIGINT, SIGTERM and SIGHUP stop. \return work's result; exitStatusOf() the signal when
/// it was cancelled
int runInterruptibly(const std::function<int(std::stop_token)>& work);

}  // namespace zscape

#include "app/zscape_cli/interruption.h"

#include "engine/core/error.h"

#include <thread>

namespace zscape {

int exitStatusOf(int signal) { return 128 + signal; }

int runInterruptibly(const std::function<int(std::stop_token)>& work) {
    InterruptPipe pipe;
    std::stop_source interrupted;
    const std::jthread watcher([&](std::stop_token ended) {
        const std::stop_callback wakeUp(ended, [&] { pipe.wake(); });
        while (!ended.stop_requested() && pipe.signal() == 0) pipe.wait(std::chrono::hours(1));
        if (pipe.signal() != 0) interrupted.request_stop();
    });
    try {
        return work(interrupted.get_token());
    } catch (const Cancelled&) {
        return exitStatusOf(pipe.signal());
    }
}

}  // namespace zscape

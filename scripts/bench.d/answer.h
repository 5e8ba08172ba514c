#pragma once

#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>

namespace zscape::bench {

/// `rest` is not timed: what must be over before the next peer is asked.
template <typename Work, typename Rest>
int answer(Work work, Rest rest) {
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) {
        const int64_t count = std::stoll(line);
        const auto begin = std::chrono::steady_clock::now();
        const int64_t done = work(count);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        rest();
        std::cout << "{\"seconds\": " << seconds.count() << ", \"count\": " << done << "}" << std::endl;
    }
    return 0;
}

template <typename Work>
int answer(Work work) {
    return answer(work, [] {});
}

}  // namespace zscape::bench

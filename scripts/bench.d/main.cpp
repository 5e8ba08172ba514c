#include "scripts/bench.d/benches.h"

#include "engine/core/error.h"
#include "engine/core/openmp_patience.h"

#include <iostream>

int main(int argc, char** argv) {
    using namespace zscape;
    limitOpenMpSpinning(argv);  // as the programs do
    const std::map<std::string, int (*)(const bench::Options&)> benches = {{"training", bench::training},
                                                                           {"matrix-products", bench::matrixProducts},
                                                                           {"step-floor", bench::stepFloor},
                                                                           {"kernel", bench::kernel},
                                                                           {"import", bench::import},
                                                                           {"reopen", bench::reopen},
                                                                           {"session-training", bench::sessionTraining},
                                                                           {"pointer", bench::pointer}};
    const auto chosen = argc > 1 ? benches.find(argv[1]) : benches.end();
    if (chosen == benches.end() || argc % 2 != 0) {
        std::cerr << "zscape_bench: name one of";
        for (const auto& [name, run] : benches) std::cerr << " " << name;
        std::cerr << ", then pairs of --key value\n";
        return 2;
    }
    bench::Options options;
    for (int i = 2; i + 1 < argc; i += 2) options[std::string(argv[i]).substr(2)] = argv[i + 1];
    try {
        return chosen->second(options);
    } catch (...) {
        std::cerr << "zscape_bench: " << describeCurrentException().sentence() << "\n";
        return 1;
    }
}

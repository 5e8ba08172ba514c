#include "engine/training/compute_plan.h"

#include "engine/core/error.h"
#include "engine/core/run_limits.h"
#include "engine/training/bf16_rule.h"
#include "engine/training/trainer.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/detail/CUDAHooksInterface.h>

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace zscape {

namespace {

int cudaDevices() { return at::hasCUDA() ? at::detail::getCUDAHooks().getNumGPUs() : 0; }

/// The driver's own file, so that one binary does for both wheels: CUDA's headers are not asked for a name.
std::string cudaName() {
    std::error_code ignoredHere;  // without the file the name is simply not known
    for (const auto& entry : std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", ignoredHere)) {
        std::ifstream file(entry.path() / "information");
        for (std::string line; std::getline(file, line);)
            if (line.starts_with("Model:")) return "CUDA: " + line.substr(line.find_first_not_of(" \t", 6));
    }
    return "CUDA";
}

/// Cores that this process may use: physical ones, for two threads of one core share the units that a matrix product
/// uses.
int usableCores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 1;
    std::set<std::pair<int, int>> cores;
    int processors = 0;
    for (int i = 0; i < CPU_SETSIZE; ++i) {
        if (!CPU_ISSET(i, &allowed)) continue;
        ++processors;
        const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(i) + "/topology/";
        int package = 0, core = i;
        std::ifstream(folder + "physical_package_id") >> package;
        if (int number = 0; std::ifstream(folder + "core_id") >> number) core = number;
        cores.emplace(package, core);
    }
    return std::max(1, std::min(processors, static_cast<int>(cores.size())));
}

/// What a container's share allows (cgroup v2 "cpu.max": quota and period in microseconds); 0: no limit.
int quotaOfCores() {
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    std::string quota;
    double period = 0;
    if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
    return std::max(1, static_cast<int>(std::lround(std::strtod(quota.c_str(), nullptr) / period)));
}

Bf16Units unitsOf(at::Device device) {
    if (device.is_cpu()) return bf16UnitsOfProcessor();
    return at::detail::getCUDAHooks().supportsBFloat16ConvolutionWithCuDNNv8() ? Bf16Units::Cuda : Bf16Units::None;
}

at::Device chooseDevice(const std::string& device) {
    if (device == "cpu") return at::kCPU;
    if (device != "auto" && device != "cuda")
        throw Error("device.unknown", "\"%1\" is no device. Choose auto, cpu or cuda.", {device});
    if (cudaDevices() > 0) return {at::kCUDA, 0};
    if (device == "cuda")
        throw Error("device.missing",
                    "No CUDA device can be used here: there is none, its driver is missing, or LibTorch was built "
                    "without CUDA. Choose cpu or auto.");
    return at::kCPU;
}

bool chooseBf16(const std::string& precision, at::Device device, const ModelSpec& spec) {
    if (precision == "bf16") return true;
    if (precision == "fp32") return false;
    if (precision != "auto")
        throw Error("device.precision", "\"%1\" is no precision. Choose auto, fp32 or bf16.", {precision});
    return isFasterInBf16(spec, unitsOf(device));
}

}  // namespace

bool isConvolutional(const ModelSpec& spec) {
    return std::any_of(spec.recipe.parts.begin(), spec.recipe.parts.end(), [](const auto& part) {
        return part.second.starts_with("conv") || part.second.starts_with("residual");
    });
}

int threadsByRule() {
    if (const char* wanted = std::getenv("OMP_NUM_THREADS")) {
        if (const long threads = std::strtol(wanted, nullptr, 10); threads > 0)
            return static_cast<int>(std::min<long>(threads, kMostThreads));
    }
    const int cores = usableCores();
    const int quota = quotaOfCores();
    return quota > 0 ? std::min(cores, quota) : cores;
}

const Setting& threadsSetting() {
    static const Setting setting = [] {
        Setting threads;
        threads.key = "threads";
        threads.label = "Threads";
        threads.type = Setting::Type::Integer;
        threads.value = int64_t{0};
        threads.maximum = kMostThreads;
        threads.sentence = "How many threads compute; 0: one for each core.";
        return threads;
    }();
    return setting;
}

ComputePlan planFor(const ModelSpec& spec, const std::string& device, const std::string& precision, int threads) {
    checkSetting(threadsSetting(), int64_t{threads});
    ComputePlan plan;
    const bool convolutional = isConvolutional(spec);
    plan.device = chooseDevice(device);
    plan.bf16 = chooseBf16(precision, plan.device, spec);
    plan.channelsLast = convolutional;
    plan.threads = threads > 0 ? threads : threadsByRule();
    plan.deviceName = plan.device.is_cpu() ? "CPU" : cudaName();
    return plan;
}

}  // namespace zscape

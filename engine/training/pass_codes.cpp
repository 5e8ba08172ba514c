#include "engine/training/pass_codes.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr auto kLongestPassBlock = std::chrono::milliseconds(100);

/// Rows with a number that is not finite are left out: they have no place anywhere.
void takeFinite(Trainer::PassCodes& pass, const float* rows, int64_t dimensions) {
    std::vector<int64_t> images = std::exchange(pass.images, {});
    pass.codes.reserve(images.size() * static_cast<size_t>(dimensions));
    for (const int64_t image : images) {
        if (std::all_of(rows, rows + dimensions, [](float value) { return std::isfinite(value); })) {
            pass.images.push_back(image);
            pass.codes.insert(pass.codes.end(), rows, rows + dimensions);
        }
        rows += dimensions;
    }
}

}  // namespace

bool PassCodeLog::isWorthKeeping(int64_t images, int64_t dimensions) {
    const auto now = Clock::now();
    const double since = std::chrono::duration<double>(now - allowed_).count();
    allowed_ = now;
    allowance_ = std::min(allowance_ + since * kNumbersPerSecond, kNumbersPerSecond);
    if (allowance_ < 0) return false;
    allowance_ -= static_cast<double>(images * std::max(dimensions, kLeastNumbers));
    return true;
}

void PassCodeLog::push(int64_t step, const std::vector<int64_t>& images, const Tensor& codes) {
    const auto count = static_cast<int64_t>(images.size());
    if (!isWorthKeeping(count, codes.size(1))) return;
    Trainer::PassCodes pass{step, images, {}};
    if (device_.is_cpu()) {
        const Tensor rows = codes.detach().to(at::kFloat).contiguous();
        takeFinite(pass, rows.const_data_ptr<float>(), rows.size(1));
        ready_.push_back(std::move(pass));
        return;
    }
    if (!open_) {
        open_.emplace();
        open_->begun = Clock::now();
    }
    open_->passes.push_back(std::move(pass));
    // A copy of its own: the step that follows may change what the pass has read.
    open_->codes.push_back(codes.detach().to(at::kFloat, /*non_blocking=*/true, /*copy=*/true));
}

void PassCodeLog::send() {
    Block block = std::move(*open_);
    open_.reset();
    const Tensor gathered = at::cat(block.codes);
    block.codes.clear();
    block.host = at::empty(gathered.sizes(), at::TensorOptions().dtype(at::kFloat).pinned_memory(true));
    block.host.copy_(gathered, /*non_blocking=*/true);
    block.arrived.emplace(device_.type());
    block.arrived->record(at::accelerator::getCurrentStream(device_.index()));
    sent_.push_back(std::move(block));
}

void PassCodeLog::unpack(Block& block) {
    const auto* rows = block.host.const_data_ptr<float>();
    const int64_t dimensions = block.host.size(1);
    for (Trainer::PassCodes& pass : block.passes) {
        const auto count = static_cast<int64_t>(pass.images.size());
        takeFinite(pass, rows, dimensions);
        rows += count * dimensions;
        ready_.push_back(std::move(pass));
    }
}

std::vector<Trainer::PassCodes> PassCodeLog::collect(bool wait) {
    if (open_ && (wait || Clock::now() - open_->begun >= kLongestPassBlock)) send();
    while (!sent_.empty()) {
        if (wait) sent_.front().arrived->synchronize();
        if (!sent_.front().arrived->query()) break;
        unpack(sent_.front());
        sent_.pop_front();
    }
    return std::exchange(ready_, {});
}

void PassCodeLog::forget() {
    open_.reset();
    sent_.clear();
    ready_.clear();
}

}  // namespace zscape

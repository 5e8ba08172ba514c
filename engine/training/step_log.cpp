#include "engine/training/step_log.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

namespace zscape {

namespace {

constexpr auto kLongestBlock = std::chrono::milliseconds(100);

}  // namespace

StepLog::StepLog(at::Device device, int64_t columns) : device_(device), columns_(columns) {}

void StepLog::push(int64_t step, double epoch, int64_t images, const std::vector<Tensor>& values, const Tensor& leftOut) {
    Entry entry{{step, epoch, {}, images}, false};
    if (device_.is_cpu()) {
        for (const Tensor& value : values) entry.row.values.push_back(value.item<double>());
        entry.leftOut = leftOut.item<float>() != 0;
        ready_.push_back(std::move(entry));
        return;
    }
    if (!open_) {
        open_.emplace();
        open_->values = at::empty({kRows, columns_ + 1}, at::TensorOptions().dtype(at::kFloat).device(device_));
        open_->begun = std::chrono::steady_clock::now();
    }
    std::vector<Tensor> parts;
    for (const Tensor& value : values) parts.push_back(value.detach().to(at::kFloat).reshape({1}));
    parts.push_back(leftOut);
    open_->values.select(0, static_cast<int64_t>(open_->entries.size())).copy_(at::cat(parts));
    open_->entries.push_back(std::move(entry));
    if (static_cast<int64_t>(open_->entries.size()) == kRows) send();
}

void StepLog::send() {
    Block block = std::move(*open_);
    open_.reset();
    const Tensor host = at::empty({kRows, columns_ + 1}, at::TensorOptions().dtype(at::kFloat).pinned_memory(true));
    host.copy_(block.values, /*non_blocking=*/true);
    block.values = host;
    block.arrived.emplace(device_.type());
    block.arrived->record(at::accelerator::getCurrentStream(device_.index()));
    sent_.push_back(std::move(block));
}

void StepLog::unpack(Block& block) {
    const auto* values = block.values.const_data_ptr<float>();
    for (Entry& entry : block.entries) {
        entry.row.values.assign(values, values + columns_);
        entry.leftOut = values[columns_] != 0;
        values += columns_ + 1;
        ready_.push_back(std::move(entry));
    }
}

std::vector<StepLog::Entry> StepLog::collect(bool wait) {
    if (open_ && (wait || std::chrono::steady_clock::now() - open_->begun >= kLongestBlock)) send();
    while (!sent_.empty()) {
        if (wait) sent_.front().arrived->synchronize();
        if (!sent_.front().arrived->query()) break;
        unpack(sent_.front());
        sent_.pop_front();
    }
    return std::exchange(ready_, {});
}

}  // namespace zscape

#include "engine/training/step_log.h"

#include <ATen/DeviceAccelerator.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <cmath>
#include <utility>

namespace zscape {

namespace {

constexpr auto kLongestBlock = std::chrono::milliseconds(100);

}  // namespace

StepLog::StepLog(at::Device device, int64_t terms) : device_(device), terms_(terms), columns_(2 + 2 * terms) {}

template <typename Number>
void StepLog::put(Entry& entry, const Number* numbers) const {
    const Number* contributions = numbers + 1 + terms_;
    entry.row.values.assign(numbers, contributions);
    entry.row.contributions.assign(contributions, contributions + terms_);
    entry.skipped = contributions[terms_] != 0;
    for (size_t i = 0; i < entry.row.weights.size(); ++i)
        if (std::isnan(entry.row.weights[i]))
            entry.row.weights[i] = entry.row.contributions[i] / entry.row.values[i + 1];
}

void StepLog::push(int64_t step, double epoch, int64_t images, const Tensor& total, const std::vector<LossTerm>& rows,
                   const Tensor& skipped) {
    Entry entry{{step, epoch, {}, images, {}, {}}, false};
    std::vector<Tensor> numbers{total};
    for (const LossTerm& row : rows) {
        numbers.push_back(row.value);
        entry.row.weights.push_back(row.weight);
    }
    for (const LossTerm& row : rows) numbers.push_back(row.contribution);
    numbers.push_back(skipped);
    if (device_.is_cpu()) {
        std::vector<double> known;
        known.reserve(numbers.size());
        for (const Tensor& number : numbers) known.push_back(number.item<double>());
        put(entry, known.data());
        ready_.push_back(std::move(entry));
        return;
    }
    if (!open_) {
        open_.emplace();
        open_->values = at::empty({kRows, columns_}, at::TensorOptions().dtype(at::kFloat).device(device_));
        open_->begun = std::chrono::steady_clock::now();
    }
    for (Tensor& number : numbers) number = number.detach().to(at::kFloat).reshape({1});
    open_->values.select(0, static_cast<int64_t>(open_->entries.size())).copy_(at::cat(numbers));
    open_->entries.push_back(std::move(entry));
    if (static_cast<int64_t>(open_->entries.size()) == kRows) send();
}

void StepLog::send() {
    Block block = std::exchange(open_, {}).value();
    const Tensor host = at::empty({kRows, columns_}, at::TensorOptions().dtype(at::kFloat).pinned_memory(true));
    host.copy_(block.values, /*non_blocking=*/true);
    block.values = host;
    block.arrived.emplace(device_.type()).record(at::accelerator::getCurrentStream(device_.index()));
    sent_.push_back(std::move(block));
}

void StepLog::unpack(Block& block) {
    const auto* values = block.values.const_data_ptr<float>();
    for (Entry& entry : block.entries) {
        put(entry, values);
        values += columns_;
        ready_.push_back(std::move(entry));
    }
}

std::vector<StepLog::Entry> StepLog::collect(bool wait) {
    if (open_ && (wait || std::chrono::steady_clock::now() - open_->begun >= kLongestBlock)) send();
    while (!sent_.empty()) {
        c10::Event& arrived = sent_.front().arrived.value();
        if (wait) arrived.synchronize();
        if (!arrived.query()) break;
        unpack(sent_.front());
        sent_.pop_front();
    }
    return std::exchange(ready_, {});
}

}  // namespace zscape

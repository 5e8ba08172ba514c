#include "engine/data/stack_remarks.h"

#include "engine/data/natural_order.h"
#include "engine/data/open_tiff.h"

#include <algorithm>
#include <map>

namespace zscape {

StackLook lookAtStack(TiffFile& tiff, const AxesChoice& axes, ImageHeader& header, const std::stop_token& stop) {
    const TiffFile::Pictures pictures = tiff.pictures(axes, kMostPages, true, stop);
    const StackPlan& plan = pictures.plan;
    if (!plan.pages.empty()) header.channels = plan.channels;
    else if (header.four && axes.channels == 4) header.channels = 4;
    return {plan.said, plan.misfits, tiff.namedChannels(pictures)};
}

namespace {

std::vector<ErrorInfo> aboutStacks(const std::vector<NamedStack>& stacks) {
    constexpr size_t kMostSaid = 5;
    std::map<std::pair<std::string, bool>, std::vector<std::string>> said;
    for (const auto& [name, look] : stacks)
        if (!look.said.empty()) said[{look.said, look.misfits}].push_back(name);
    std::vector<ErrorInfo> remarks;
    for (auto& [what, names] : said) {
        std::sort(names.begin(), names.end(), naturalLess);
        const auto& [axes, misfits] = what;
        const std::string more = names.size() > 1 ? " (and " + std::to_string(names.size() - 1) + " more)" : "";
        if (remarks.size() < kMostSaid)
            remarks.push_back({misfits ? "tiff.misfit" : "tiff.axes",
                               misfits ? "%1 says that it holds %2, which its pages are "
                                         "not: each of them is a picture."
                                       : "%1 holds %2: a picture has all of its "
                                         "channels. axes=pages takes each page as one.",
                               {names.front() + more, axes}});
    }
    return remarks;
}

}  // namespace

void addStacks(const std::vector<NamedStack>& stacks, SourceFindings& findings) {
    for (ErrorInfo& remark : aboutStacks(stacks)) findings.remarks.push_back(std::move(remark));
    const NamedStack* first = nullptr;
    for (const NamedStack& stack : stacks)
        if (!stack.look.channels.empty() && (!first || naturalLess(stack.name, first->name))) first = &stack;
    if (first) findings.channels = first->look.channels;
}

Error wrongPicture(const Error& error, int number, bool isFrame) {
    return Error(error.code(), isFrame ? "Frame %1: %2" : "Page %1: %2",
                 {std::to_string(number), error.info().sentence()});
}

}  // namespace zscape

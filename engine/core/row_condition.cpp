#include "engine/core/row_condition.h"

#include "engine/core/error.h"
#include "engine/core/setting.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace zscape {

// Not without a name: classes that the header declares hold them.
namespace condition_tree {

enum class Compared : uint8_t { Equal, Unequal, Less, LessOrEqual, Greater, GreaterOrEqual };

/// A side of a comparison.
struct Operand {
    enum class Kind : uint8_t { Number, Text, Column };
    Kind kind = Kind::Text;
    double number = 0;
    std::string text;      ///< of a number as it was written; of a column its name
    std::string place;     ///< in characters from 1 on
    size_t column = 0;     ///< once it is bound
    bool numeric = false;  ///< the same
};

struct Node {
    enum class Kind : uint8_t { Or, And, Not, Comparison };
    Kind kind = Kind::Comparison;
    std::vector<size_t> parts = {};  ///< nodes before this one; Not: one
    Compared compared = Compared::Equal;
    std::string place = {};  ///< of the operator
    Operand left = {}, right = {};
};

}  // namespace condition_tree

namespace {

using condition_tree::Compared;
using condition_tree::Node;
using condition_tree::Operand;

constexpr size_t kColumnsShown = 12;
constexpr std::array<std::string_view, 6> kOperators{"=", "!=", "<", "<=", ">", ">="};

struct Token {
    enum class Kind : uint8_t { End, Open, Close, And, Or, Not, Operator, Number, Text, Column, Unknown };
    Kind kind = Kind::End;
    std::string text = {};  ///< without its quotation marks
    double number = 0;
    Compared compared = Compared::Equal;
    std::string place = {};
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isOfWord(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-' ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool beginsWord(char c) { return isOfWord(c) && c != '-' && c != '.'; }

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

class Tokens {
public:
    explicit Tokens(std::string_view text) : text_(text) { next(); }

    const Token& now() const { return now_; }
    Token take() {
        Token taken = std::move(now_);
        next();
        return taken;
    }

private:
    void next() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
            step(1);
        now_ = Token{.place = std::to_string(characters_ + 1)};
        if (at_ == text_.size()) return;
        const char c = text_[at_];
        if (c == '(' || c == ')') return single(c == '(' ? Token::Kind::Open : Token::Kind::Close);
        if (c == '\'' || c == '"') return quoted(c);
        if (takesOperator() || takesNumber()) return;
        if (beginsWord(c)) return word();
        // The whole of a character that is of several bytes is a word: this one is of one.
        single(Token::Kind::Unknown);
    }

    void step(size_t bytes) {
        for (; bytes > 0; --bytes, ++at_)
            if ((static_cast<unsigned char>(text_[at_]) & 0xc0) != 0x80) ++characters_;
    }

    void single(Token::Kind kind) {
        now_.kind = kind;
        now_.text = text_.substr(at_, 1);
        step(1);
    }

    void quoted(char mark) {
        step(1);
        for (; at_ < text_.size(); step(1)) {
            if (text_[at_] == mark) {
                step(1);
                if (at_ == text_.size() || text_[at_] != mark) {
                    now_.kind = mark == '"' ? Token::Kind::Column : Token::Kind::Text;
                    return;
                }
            }
            now_.text += text_[at_];
        }
        throw Error("condition.quote",
                    "At character %1 of the condition: a quotation mark opens that is not closed. One within a text is "
                    "written twice.",
                    {now_.place});
    }

    bool takesOperator() {
        // The longer ones first: < is the beginning of <=.
        for (const size_t length : {size_t{2}, size_t{1}}) {
            const auto found = std::find(kOperators.begin(), kOperators.end(), text_.substr(at_, length));
            if (found == kOperators.end() || found->size() != length) continue;
            now_.kind = Token::Kind::Operator;
            now_.compared = static_cast<Compared>(found - kOperators.begin());
            now_.text = *found;
            step(length);
            return true;
        }
        return false;
    }

    bool takesNumber() {
        const size_t signless = at_ + (text_[at_] == '-' || text_[at_] == '+' ? 1 : 0);
        const size_t digit = signless + (signless < text_.size() && text_[signless] == '.' ? 1 : 0);
        if (digit >= text_.size() || !isDigit(text_[digit])) return false;
        const char* begin = text_.data() + (text_[at_] == '+' ? signless : at_);
        double number = 0;
        const auto [end, problem] = std::from_chars(begin, text_.data() + text_.size(), number);
        const auto length = static_cast<size_t>(end - (text_.data() + at_));
        if (at_ + length < text_.size() && isOfWord(text_[at_ + length])) return false;  // 5_o_clock
        now_.text = text_.substr(at_, length);
        if (problem == std::errc::result_out_of_range)
            throw Error(
                "condition.number",
                "At character %1 of the condition: %2 is larger or smaller than any number that can be compared.",
                {now_.place, now_.text});
        now_.kind = Token::Kind::Number;
        now_.number = number;
        step(length);
        return true;
    }

    void word() {
        size_t length = 1;
        while (at_ + length < text_.size() && isOfWord(text_[at_ + length])) ++length;
        now_.text = text_.substr(at_, length);
        const std::string joining = lowered(now_.text);
        now_.kind = joining == "and"   ? Token::Kind::And
                    : joining == "or"  ? Token::Kind::Or
                    : joining == "not" ? Token::Kind::Not
                                       : Token::Kind::Column;
        step(length);
    }

    std::string_view text_;
    size_t at_ = 0;
    int64_t characters_ = 0;  ///< before at_
    Token now_;
};

/// How a sentence shows what stands at a place.
std::string shown(const Token& token) {
    if (token.kind == Token::Kind::End) return "the end";
    if (token.kind == Token::Kind::Text) return "'" + token.text + "'";
    return "\"" + token.text + "\"";
}

/// or := and {"or" and}; and := unary {"and" unary}; unary := "not" unary | "(" or ")" | operand OPERATOR operand
class Parser {
public:
    explicit Parser(std::string_view text) : tokens_(text) {}

    std::vector<Node> parse() {
        if (tokens_.now().kind == Token::Kind::End)
            throw Error("condition.empty", "There is no condition. Write one, such as label = 'cat' and z0 > 1.5.");
        joined(Token::Kind::Or, 0);
        if (tokens_.now().kind == Token::Kind::Operator) refuseChain();
        if (tokens_.now().kind != Token::Kind::End)
            throw Error("condition.end",
                        "At character %1 of the condition: and, or, or the end has to stand here, not %2.",
                        {tokens_.now().place, shown(tokens_.now())});
        return std::move(nodes_);
    }

private:
    size_t add(Node node) {
        nodes_.push_back(std::move(node));
        return nodes_.size() - 1;
    }

    size_t joined(Token::Kind word, int depth) {
        const auto part = [&] { return word == Token::Kind::Or ? joined(Token::Kind::And, depth) : unary(depth); };
        std::vector<size_t> parts{part()};
        while (tokens_.now().kind == word) {
            tokens_.take();
            parts.push_back(part());
        }
        if (parts.size() == 1) return parts.front();
        return add({.kind = word == Token::Kind::Or ? Node::Kind::Or : Node::Kind::And, .parts = std::move(parts)});
    }

    size_t unary(int depth) {
        const Token::Kind kind = tokens_.now().kind;
        if (kind != Token::Kind::Not && kind != Token::Kind::Open) return comparison();
        if (depth == RowCondition::kDeepest)
            throw Error("condition.deep",
                        "At character %1 of the condition: more than %2 brackets and nots lie within each other. Write "
                        "it with fewer.",
                        {tokens_.now().place, std::to_string(RowCondition::kDeepest)});
        const Token opened = tokens_.take();
        if (kind == Token::Kind::Not) {
            const size_t part = unary(depth + 1);
            return add({.kind = Node::Kind::Not, .parts = {part}});
        }
        const size_t inner = joined(Token::Kind::Or, depth + 1);
        if (tokens_.now().kind == Token::Kind::Operator) refuseChain();
        if (tokens_.now().kind != Token::Kind::Close)
            throw Error("condition.bracket",
                        "At character %1 of the condition: and, or, or the bracket that closes the one at character %2 "
                        "has to stand here, not %3.",
                        {tokens_.now().place, opened.place, shown(tokens_.now())});
        tokens_.take();
        return inner;
    }

    size_t comparison() {
        Node node;
        node.left = operand();
        if (tokens_.now().kind != Token::Kind::Operator)
            throw Error("condition.operator",
                        "At character %1 of the condition: one of = != < <= > >= has to stand here, not %2.",
                        {tokens_.now().place, shown(tokens_.now())});
        const Token compared = tokens_.take();
        node.compared = compared.compared;
        node.place = compared.place;
        node.right = operand();
        return add(std::move(node));
    }

    Operand operand() {
        const Token& token = tokens_.now();
        if (token.kind != Token::Kind::Number && token.kind != Token::Kind::Text && token.kind != Token::Kind::Column)
            throw Error("condition.operand",
                        "At character %1 of the condition: a column, a number or 'text' has to stand here, not %2.",
                        {token.place, shown(token)});
        Token taken = tokens_.take();
        Operand operand;
        operand.kind = taken.kind == Token::Kind::Number ? Operand::Kind::Number
                       : taken.kind == Token::Kind::Text ? Operand::Kind::Text
                                                         : Operand::Kind::Column;
        operand.number = taken.number;
        operand.text = std::move(taken.text);
        operand.place = std::move(taken.place);
        return operand;
    }

    [[noreturn]] void refuseChain() const {
        throw Error(
            "condition.chain",
            "At character %1 of the condition: a comparison has two sides. Write 0 < z0 < 1 as 0 < z0 and z0 < 1.",
            {tokens_.now().place});
    }

    Tokens tokens_;
    std::vector<Node> nodes_;  ///< the last one is all of it
};

std::string listed(const std::vector<ConditionColumn>& columns) {
    std::string text;
    for (size_t i = 0; i < std::min(columns.size(), kColumnsShown); ++i)
        text += (i == 0 ? "" : ", ") + columns[i].names.front();
    if (columns.size() > kColumnsShown) text += " and " + std::to_string(columns.size() - kColumnsShown) + " more";
    return text;
}

[[noreturn]] void refuseColumn(const Operand& operand, const std::vector<ConditionColumn>& columns) {
    std::vector<std::string> names;
    for (const ConditionColumn& column : columns) names.insert(names.end(), column.names.begin(), column.names.end());
    const std::string near = nearestWord(operand.text, names);
    if (!near.empty())
        throw Error(
            "condition.column",
            "At character %1 of the condition: there is no column %2. Did you mean %4? The columns are %3. Text "
            "stands in single quotes.",
            {operand.place, operand.text, listed(columns), near});
    throw Error("condition.column",
                "At character %1 of the condition: there is no column %2. The columns are %3. Text stands in single "
                "quotes.",
                {operand.place, operand.text, listed(columns)});
}

void resolve(Operand& operand, const std::vector<ConditionColumn>& columns) {
    operand.numeric = operand.kind == Operand::Kind::Number;
    if (operand.kind != Operand::Kind::Column) return;
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const ConditionColumn& column) {
        return std::find(column.names.begin(), column.names.end(), operand.text) != column.names.end();
    });
    if (found == columns.end()) refuseColumn(operand, columns);
    operand.column = static_cast<size_t>(found - columns.begin());
    operand.numeric = std::holds_alternative<ConditionColumn::NumberOf>(found->valueOf);
}

void requireComparable(const Node& node) {
    if (node.left.numeric && node.right.numeric) return;
    const Operand& text = node.left.numeric ? node.right : node.left;
    if (node.compared != Compared::Equal && node.compared != Compared::Unequal)
        throw Error("condition.order",
                    "At character %1 of the condition: %2 is text, which has no order here: compare it by = or !=.",
                    {node.place, text.kind == Operand::Kind::Column ? text.text : "'" + text.text + "'"});
    const Operand& other = node.left.numeric ? node.left : node.right;
    if (other.numeric && other.kind == Operand::Kind::Column)
        throw Error("condition.kinds",
                    "At character %1 of the condition: the column %2 is of numbers and %3 is text. Write a number, "
                    "without quotation marks.",
                    {node.place, other.text, text.kind == Operand::Kind::Column ? text.text : "'" + text.text + "'"});
}

}  // namespace

struct RowCondition::Tree {
    std::vector<condition_tree::Node> nodes;
};

struct BoundCondition::Implementation {
    std::vector<Node> nodes;
    std::vector<ConditionColumn> columns;

    double numberOf(const Operand& operand, int64_t row) const {
        if (operand.kind != Operand::Kind::Column) return operand.number;
        return std::get<ConditionColumn::NumberOf>(columns[operand.column].valueOf)(row);
    }

    std::optional<std::string> textOf(const Operand& operand, int64_t row) const {
        if (operand.kind != Operand::Kind::Column) return operand.text;
        std::string text = std::get<ConditionColumn::TextOf>(columns[operand.column].valueOf)(row);
        return text.empty() ? std::nullopt : std::optional(std::move(text));
    }

    bool compares(const Node& node, int64_t row) const {
        if (!node.left.numeric || !node.right.numeric) {
            const auto left = textOf(node.left, row), right = textOf(node.right, row);
            return left && right && (*left == *right) == (node.compared == Compared::Equal);
        }
        const double left = numberOf(node.left, row), right = numberOf(node.right, row);
        if (std::isnan(left) || std::isnan(right)) return false;
        switch (node.compared) {
            case Compared::Equal: return left == right;
            case Compared::Unequal: return left != right;
            case Compared::Less: return left < right;
            case Compared::LessOrEqual: return left <= right;
            case Compared::Greater: return left > right;
            case Compared::GreaterOrEqual: return left >= right;
        }
        return false;
    }

    bool holds(size_t at, int64_t row) const {
        const Node& node = nodes[at];
        const auto part = [&](size_t other) { return holds(other, row); };
        switch (node.kind) {
            case Node::Kind::Or: return std::any_of(node.parts.begin(), node.parts.end(), part);
            case Node::Kind::And: return std::all_of(node.parts.begin(), node.parts.end(), part);
            case Node::Kind::Not: return !part(node.parts.front());
            case Node::Kind::Comparison: return compares(node, row);
        }
        return false;
    }
};

bool BoundCondition::holds(int64_t row) const { return impl_->holds(impl_->nodes.size() - 1, row); }

bool BoundCondition::reads(size_t column) const {
    const auto names = [&](const Operand& operand) {
        return operand.kind == Operand::Kind::Column && operand.column == column;
    };
    return std::any_of(impl_->nodes.begin(), impl_->nodes.end(), [&](const Node& node) {
        return node.kind == Node::Kind::Comparison && (names(node.left) || names(node.right));
    });
}

RowCondition::RowCondition(std::string_view text) : tree_(std::make_shared<const Tree>(Tree{Parser(text).parse()})) {}

BoundCondition RowCondition::over(std::vector<ConditionColumn> columns) const {
    BoundCondition::Implementation bound{tree_->nodes, std::move(columns)};
    for (Node& node : bound.nodes) {
        if (node.kind != Node::Kind::Comparison) continue;
        resolve(node.left, bound.columns);
        resolve(node.right, bound.columns);
        requireComparable(node);
    }
    BoundCondition condition;
    condition.impl_ = std::make_shared<const BoundCondition::Implementation>(std::move(bound));
    return condition;
}

}  // namespace zscape

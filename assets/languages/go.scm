; Go: which node plays which role. See src/lang/syntax/ for the roles.
; Where patterns match the same node, the earlier one is told first.

(comment) @comment
(ERROR) @error
(MISSING) @error

(package_clause) @package
(import_spec) @import

(function_declaration) @definition
(method_declaration) @definition
(method_elem) @definition
(type_spec) @definition
(func_literal) @definition
(struct_type) @definition

; Names of package-level functions without a name of their own.
(var_spec) @scope
(keyed_element) @scope

(short_var_declaration) @binding
(range_clause) @binding
(parameter_declaration) @binding
(variadic_parameter_declaration) @binding
(field_declaration) @binding
(const_declaration) @binding
(type_alias) @binding

(if_statement) @decision
(for_statement) @decision
(expression_case) @decision
(type_case) @decision
(communication_case) @decision
"&&" @decision
"||" @decision

; These bind names, or name fields.
(function_type) @quiet
(type_parameter_list) @quiet
(function_declaration name: (identifier) @quiet)
(parameter_declaration name: (identifier) @quiet)
(variadic_parameter_declaration name: (identifier) @quiet)
(var_spec name: (identifier) @quiet)
(const_spec name: (identifier) @quiet)
(short_var_declaration left: (expression_list (identifier) @quiet))
(range_clause left: (expression_list (identifier) @quiet))
(type_switch_statement alias: (expression_list (identifier) @quiet))
(keyed_element key: (literal_element (identifier) @quiet))

; Tags of fields are for encoders.
(field_declaration tag: (_) @quiet)

(interpreted_string_literal) @text
(raw_string_literal) @text

(call_expression arguments: (argument_list) @given)
(type_arguments) @given
(interpreted_string_literal) @given
(raw_string_literal) @given

(call_expression) @chain
(type_conversion_expression) @chain
(selector_expression) @chain
(index_expression) @chain
(composite_literal) @chain
(identifier) @chain

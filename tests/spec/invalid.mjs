export const invalidRequests = () => Array.from({length:300},()=>({rule:'x',request:{query:'{'}}));
